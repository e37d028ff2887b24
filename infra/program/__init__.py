"""What runs in the Pulumi program: resources declared, outputs exported."""
