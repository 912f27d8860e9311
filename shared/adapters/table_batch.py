"""Entity group transactions on the wire: one multipart request, one multipart answer. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from shared.adapters.table_documents import encode_key, entity
from shared.errors import TooLarge
from shared.ports import ANY, Write

#: Table storage's limit for a whole transaction is 4 MiB.
_MOST = 4 * 1024 * 1024 - 1024

_STATUS = re.compile(rb"^HTTP/1\.1 (\d{3})", re.MULTILINE)
_CODE = re.compile(rb'"code"\s*:\s*"(\w+)"')


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was refused: the HTTP status and table storage's own code."""

    status: int
    code: str


def entity_path(table: str, partition: str, key: str) -> str:
    """The entity's path below the account's endpoint, percent-encoded. Encoded keys have no quotes."""
    return f"/{table}(PartitionKey='{quote(encode_key(partition), safe='')}',RowKey='{quote(encode_key(key), safe='')}')"


def content_type(boundary: str) -> str:
    """The header of a request with this boundary."""
    return f"multipart/mixed; boundary=batch_{boundary}"


def request(endpoint: str, table: str, partition: str, writes: Sequence[Write], boundary: str) -> bytes:
    """The body of a transaction. The boundary must be one that no document's author can know. Raises TooLarge."""
    batch, change = f"--batch_{boundary}", f"--changeset_{boundary}"
    operations = "".join(f"{change}\r\n{_operation(endpoint, table, partition, write, n)}\r\n" for n, write in enumerate(writes))
    head = f"{batch}\r\nContent-Type: multipart/mixed; boundary=changeset_{boundary}\r\n\r\n"
    body = f"{head}{operations}{change}--\r\n\r\n{batch}--\r\n".encode()
    if len(body) > _MOST:
        raise TooLarge(f"a commit of {len(body)} bytes is larger than table storage takes")
    return body


def refusal(answer: bytes) -> Refusal | None:
    """Why the transaction was refused as a whole; None when it was done."""
    for match in _STATUS.finditer(answer):
        if not 200 <= int(match[1]) < 300:
            return Refusal(int(match[1]), error_code(answer))
    return None


def error_code(answer: bytes) -> str:
    """Table storage's own code in an error's JSON."""
    found = _CODE.search(answer)
    return found[1].decode() if found else ""


def _operation(endpoint: str, table: str, partition: str, write: Write, number: int) -> str:
    part = f"Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: {number}\r\n\r\n"
    shared = "Accept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0;\r\n"
    match = f"If-Match: {write.etag}\r\n" if write.etag else ""
    url = endpoint + entity_path(table, partition, write.key)
    if write.value is None:
        return f"{part}DELETE {url} HTTP/1.1\r\n{shared}{match}\r\n"
    shared += "Content-Type: application/json\r\nPrefer: return-no-content\r\n"
    body = entity(partition, write.key, write.value)
    if write.etag is None:
        return f"{part}POST {endpoint}/{table} HTTP/1.1\r\n{shared}\r\n{body}"
    return f"{part}PUT {url} HTTP/1.1\r\n{shared}{'' if write.etag == ANY else match}\r\n{body}"
