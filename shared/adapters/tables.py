"""State in Azure Table storage: one entity per document, one entity group transaction per commit."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.data.tables import TableEntity, UpdateMode
from azure.data.tables.aio import TableClient, TableServiceClient

from shared.adapters.azure_storage import Opened, code
from shared.adapters.memory import check_size
from shared.adapters.table_documents import after_prefix, decode_key, document, encode_key, entity
from shared.errors import Conflict
from shared.ports import ANY, Record, Write
from shared.tenancy import Partition

_PAGE = 1000
_CONFLICTS = frozenset({"EntityAlreadyExists", "UpdateConditionNotSatisfied", "ResourceNotFound", "EntityNotFound"})

#: What to do (the SDK's name of it), with which entity, how.
type _Change = tuple[str, dict[str, str | bytes], dict[str, Any]]


class AzureTables:
    """One table per `tenancy.Table`, made on first use; one entity per document."""

    def __init__(self, storage: str) -> None:
        self._opened = Opened("table", storage, TableServiceClient.from_connection_string, TableServiceClient)
        self._table = cache(self._opened.client.get_table_client)

    async def get(self, partition: Partition, *keys: str) -> Mapping[str, Record]:
        found = await asyncio.gather(*(self._point(partition, key) for key in keys))
        return {key: record for key, record in zip(keys, found, strict=True) if record is not None}

    async def scan(self, partition: Partition, prefix: str = "", after: str = "", limit: int = 0) -> Mapping[str, Record]:
        records: dict[str, Record] = {}
        asked = self._table(partition.table).query_entities(_filter(partition, prefix, after), results_per_page=min(limit or _PAGE, _PAGE))
        try:
            pages = asked.by_page()
            while (page := await self._opened.call(_next(pages))) is not None:
                records |= {decode_key(found["RowKey"]): _record(found) for found in page}
                if 0 < limit <= len(records):
                    return dict(list(records.items())[:limit])
        except ResourceNotFoundError:
            return {}
        except HttpResponseError as error:
            raise self._opened.refused(error) from error
        return records

    async def commit(self, partition: Partition, writes: Sequence[Write]) -> None:
        if not writes:
            return
        check_size(writes)
        try:
            await self._change(partition, writes)
        except HttpResponseError as error:
            if code(error) != "ResourceNotFound" or not any(_deletes_anything(write) for write in writes):
                raise self._error(error) from error
            await self._commit_without_missing(partition, writes)

    async def close(self) -> None:
        await self._opened.close()

    async def _commit_without_missing(self, partition: Partition, writes: Sequence[Write]) -> None:
        """Table storage refuses to delete what is not there; for us that is as good as deleted."""
        there = await self.get(partition, *(write.key for write in writes if _deletes_anything(write)))
        left = [write for write in writes if write.key in there or not _deletes_anything(write)]
        try:
            if left:
                await self._change(partition, left)
        except HttpResponseError as error:
            raise self._error(error) from error

    async def _change(self, partition: Partition, writes: Sequence[Write]) -> None:
        changes = [_change(encode_key(partition.key), write) for write in writes]
        table = self._table(partition.table)
        try:
            await self._opened.call(_send(table, changes))
        except HttpResponseError as error:
            if not _no_table(error):
                raise
            await self._make(table)
            await self._opened.call(_send(table, changes))

    async def _point(self, partition: Partition, key: str) -> Record | None:
        try:
            return _record(await self._opened.call(self._table(partition.table).get_entity(encode_key(partition.key), encode_key(key))))
        except ResourceNotFoundError:
            return None
        except HttpResponseError as error:
            raise self._opened.refused(error) from error

    async def _make(self, table: TableClient) -> None:
        try:
            await self._opened.call(table.create_table())
        except ResourceExistsError as error:
            if code(error) != "TableAlreadyExists":
                raise

    def _error(self, error: HttpResponseError) -> Exception:
        told = code(error)
        lost = isinstance(error, ResourceExistsError | ResourceModifiedError | ResourceNotFoundError) and not told.startswith("Table")
        if told in _CONFLICTS or lost:
            return Conflict(f"somebody else wrote first ({told or error.status_code})")
        return self._opened.refused(error)


def _deletes_anything(write: Write) -> bool:
    return write.value is None and write.etag == ANY


def _filter(partition: Partition, prefix: str, after: str) -> str:
    """Encoded keys have no quotes, so nothing has to be escaped here."""
    terms = [f"PartitionKey eq '{encode_key(partition.key)}'"]
    if prefix:
        start = encode_key(prefix)
        terms += [f"RowKey ge '{start}'", f"RowKey lt '{after_prefix(start)}'"]
    if after:
        terms.append(f"RowKey gt '{encode_key(after)}'")
    return " and ".join(terms)


def _record(found: TableEntity) -> Record:
    return Record(document(found), found.metadata["etag"] or "")


async def _next(pages: AsyncIterator[AsyncIterator[TableEntity]]) -> list[TableEntity] | None:
    page = await anext(pages, None)
    return None if page is None else [found async for found in page]


def _change(partition: str, write: Write) -> _Change:
    how: dict[str, Any] = {}
    if write.etag not in (None, ANY):
        how |= {"etag": write.etag, "match_condition": MatchConditions.IfNotModified}
    if write.value is None:
        return "delete", {"PartitionKey": partition, "RowKey": encode_key(write.key)}, how
    fields = entity(partition, encode_key(write.key), write.value)
    if write.etag is None:
        return "create", fields, {"headers": {"Prefer": "return-no-content"}}
    return "upsert" if write.etag == ANY else "update", fields, {"mode": UpdateMode.REPLACE, **how}


async def _send(table: TableClient, changes: Sequence[_Change]) -> None:
    """One change goes alone, at half the cost; but `delete_entity` would not tell that what it should find is gone."""
    if len(changes) > 1 or changes[0][0] == "delete":
        await table.submit_transaction(changes)
        return
    todo, fields, how = changes[0]
    alone = {"create": table.create_entity, "update": table.update_entity, "upsert": table.upsert_entity}
    await alone[todo](fields, **how)


def _no_table(error: HttpResponseError) -> bool:
    """`create_entity` gives no code; where an entity is created, nothing else can be missing."""
    return code(error) == "TableNotFound" or (isinstance(error, ResourceNotFoundError) and not code(error))
