"""The offline model's TypeScript: translates what its writers decide, and adds fixed parts for HTTP, requests, storage and values."""
