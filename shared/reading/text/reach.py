"""How far the words about an operation go: lines of their own may say more of the operation above them."""

import re
from typing import Any, Protocol


class Line(Protocol):
    """A statement: its text, the number of the paragraph or bullet that it stands in, and the operations that it names."""

    text: str
    block: int
    routes: list[Any]


#: A line of its own that says more of the operation above it: `Parameters: page (default 1), …`.
_OF_ROUTE = re.compile(
    r"(?i)^(?:the |its |query |url |optional |request |json )*(?:parameters?|params?|query|filters?|filtering|sorting|sort|paging|pagination|body|payload|request|response|returns?|answers?)(?: parameters?| body)?: "
)


#: What a parameter is called, and what goes before it.
_THE, _CALLED = r"(?:(?:the|an?|its|optional|additional|another|further|other|two|three|query|url|search) )*", r"[`\"?]?[a-z]\w*=?[`\"]?"
#: As this, of what only a list can be asked: `q searches the title`, `Filters, all can be combined: …`, `The parameter sort accepts …`, `Paging with page and size`.
_OF_LIST = re.compile(
    rf"(?i)^{_THE}(?:query )?(?:parameters?|params?|filters?) (?:called |named )?{_CALLED} (?:\(|and |[a-z]+s?\b)|^{_THE}{_CALLED} (?:query |url )?(?:parameter|param|filter) (?:\(|[a-z]+s?\b)|"
    r"^(?:filters?|(?:optional )?(?:query )?parameters?)\b[^.;:]{0,40}: |^(?:filtering|sorting|ordering|paging|pagination|searching)(?: is)? (?:with|by|via|through|uses?|using|on|done)\b|"
    r"^[`\"?]?(?:q|search|sort|sort_by|order_by|limit|offset|page|per_page|page_size)=?[`\"]? (?:\(|(?:is|are|can|may|must|searches|looks|finds|matches|filters|takes|accepts|skips|limits|sorts|orders|gives|tells|says|changes)\b)"
)


class Reach:
    """Which paragraphs and bullets a line is about, as an outline is read from top to bottom."""

    def __init__(self) -> None:
        #: The last block that says more of the list above it.
        self._further = -1

    def of(self, one: Line, block: int, listing: bool) -> set[int]:
        """The blocks that a line belongs to; the last operation stands in `block`. `listing`: it reads."""
        listed = one.block == self._further or (one.block <= max(block, self._further) + 1 and _OF_LIST.match(one.text))
        if listed and listing and not one.routes:
            self._further = one.block
        if one.block == self._further:
            return {one.block, block}
        return {one.block, one.block - 1} if _OF_ROUTE.match(one.text) else {one.block}
