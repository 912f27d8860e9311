"""The only package allowed to import an SDK. Every adapter translates the SDK's errors into shared.errors, `from` the original."""
