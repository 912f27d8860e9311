"""The operations of a service, named or implied."""
