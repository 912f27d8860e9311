"""A model that needs no network and no key: it understands intents for data services and small tools, by rules, and refuses the rest.

`text` splits an intent into statements and endpoints, `fields`, `entities` and the readers beside them give those a meaning (`ir`),
and the writers turn that into a FastAPI application with its tests. Nothing here does I/O.
"""

from shared.adapters.offline.model import OfflineModel

__all__ = ["OfflineModel"]
