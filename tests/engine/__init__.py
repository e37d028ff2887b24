"""Running the whole program: on the Pulumi CLI, or rehearsed on Pulumi's test runtime."""
