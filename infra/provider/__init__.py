"""What runs in the provider process, under the classes of `infra.providers`."""
