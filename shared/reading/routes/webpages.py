"""HTML pages over the data: which routes are pages or the posts of their forms, and what each shows."""

import re
from collections.abc import Sequence

from shared.reading.fields.announcing import needed_ones
from shared.reading.fields.fieldlists import field_list
from shared.reading.names.grounding import Ground
from shared.reading.pages.alone import show
from shared.reading.pages.clauses import clauses
from shared.reading.pages.columns import complete, listed, omit
from shared.reading.pages.grouped import group, headed
from shared.reading.pages.kept import keep
from shared.reading.pages.ranked import as_answered
from shared.reading.pages.related import call, count, counting
from shared.reading.pages.related import told as told_alike
from shared.reading.pages.written import write
from shared.reading.refusals.cases import children, with_computed
from shared.reading.results import listings
from shared.reading.results.ordering import order_of
from shared.reading.results.parameters import PAGED
from shared.reading.routes.returning import buttons
from shared.reading.routes.routing import Routed
from shared.reading.text.outline import Route, Statement, closing, mask
from shared.writing.ir import App, Endpoint, Entity, Field, Page

_HTML = re.compile(
    r"(?i)\bhtml\b|\bweb ?(?:page|site)s?\b|\b(?:pages?|form) (?:that|with|which|listing|showing|where|on which)\b|\b(?:an?|the|simple|home|start|own|public|plain) page\b(?! of results)|\bheading\b|\bbrowser\b|\b(?:is|are|as|with) (?:an? )?(?:hyper)?links? to\b|\blinks to (?=/|its\b|the\b)|^(?:there )?is (?:an? |the )?(?:\w+ )?(?:page|form)\b"
)
_BEFORE = re.compile(r"(?i)\b(?:pages?|(?:the|an?) (?:html )?forms?)(?: is)?(?: (?:at|on|under|called|for \w+))?\s*[:`\"]*$")
_FORM = re.compile(r"(?i)\bforms?\b|\bsubmit\w*\b|\burlencoded\b")
_INPUTS = re.compile(
    r"(?i)\bform\b[^.;]{0,60}?(?:\b(?:with|has|having|for|of|asks for|asking for|takes|fields?|inputs?|(?:that|which) (?:posts|sends|submits)|containing|contains|to enter|(?:where|in which|into which) (?:\w+ ){1,2}?(?:enters?|types?|gives?|fills? in|puts?)(?: in)?|data)\b:?\s+|\(|:(?! ?(?-i:GET|POST)\b) ?)(?:(?:the|its|an?|\d+|one|two|three|four|five|six|single|with|fields?|inputs?|boxes|and|for|called|named|text(?= (?:fields?|inputs?|box|boxes)\b)|input|following|new [a-z]+(?= \()|to (?:add|enter|create|submit|leave|make) (?:an?|new|the) \w+)\b[:,]?\s+\(?)*(?P<list>[^.;]*)"
)
_TITLE = re.compile(
    r"(?i)\b(?:(?:heading|title(?! (?:and|,|or)\b)|headline|titled|headed|h1|named|name(?= [\"'])|name of the page)\b(?:[^.;\"']{0,24}?)|(?:html|web) page,? )(?:\"([^\"]+)\"|(?<!\w)'([^']+)'(?!\w))"
)
#: A heading without quotes begins with a capital and ends where the sentence goes on.
_PLAIN_TITLE = re.compile(
    r"(?i)\b(?:heading|title|headline|titled|headed|h1)\b(?: of (?:the|this|that) page)?(?: is| says| reads|:|,|=)* "
    r"((?-i:[A-Z])\w*(?: (?!(?:that|which|with|where|showing|listing|above|below|over|shows|lists|and (?:an?|the|all|every|each|shows|lists|below))\b)\w+)*)"
)
_LINK = re.compile(r"(?i)\blink\w*\b[^.;]{0,40}?(?P<path>/[\w\-/{}]*\{\w+\}[\w\-/]*)")


#: What says of a whole service that people look at it: `an address book with server-rendered pages`.
_RENDERED = re.compile(
    r"(?i)\bserver[- ](?:side[- ])?rendered\b|\b(?:as|in|with|through|via|has|only) (?:(?:plain|simple|a few|some) )*(?:html|web) ?pages\b"
)
_SHOWS = re.compile(r"(?i)\W*(?:it )?(?:shows?|displays?|renders?|presents?|lists?)\b")


def rendered(statements: Sequence[Statement]) -> bool:
    """Whether a sentence without paths says that the service consists of pages."""
    told = (one.text for one in statements if not one.routes)
    return any(_RENDERED.search(text) and not re.search(r"(?i)\b(?:json|api)\b", text) for text in told)


def is_page(route: Route, others: Sequence[Route] = (), pages: bool = False) -> bool:
    """Whether a route is answered with HTML; `others` are all routes of the intent, `pages` says that the service consists of pages."""
    if route.method != "GET" or re.search(r"(?i)\bjson\b", route.text.split(",")[0]) or {"page", "size"} & dict(route.query).keys():
        return False
    if (PAGED.search(route.words) or re.search(r"\{\s*\"", route.text)) and "html" not in route.words.lower():
        return False
    if re.search(r"(?i)\b(?:html|web) pages\b", route.statement.text) and all(other.method == "GET" for other in route.statement.routes):
        return True
    shown = (
        pages and _SHOWS.match(route.text) is not None and not re.search(r"(?i)\b(?:json|array)\b|/api\b", f"{route.words} {route.path}")
    )
    return shown or route.heading == "Pages" or _says_html(route) or _beside_json(route, others) or _led_to(route, others)


def _says_html(route: Route) -> bool:
    """Whether its own words speak of a page."""
    own = f"{route.lead[-60:]} . {route.text}"
    return bool(_HTML.search(own) or _HTML.search(route.text) or _BEFORE.search(route.lead)) or (
        route.path == "/" and "html" in route.words.lower()
    )


def _led_to(route: Route, others: Sequence[Route]) -> bool:
    """Whether a page leads there: `each title links to /jobs/{id}`."""
    led = re.compile(rf"(?i)\blink\w*\b[^.;]*{_of_any_key(route.path)}(?![\w/])")
    return bool(route.params) and any(
        other is not route
        and other.method == "GET"
        and _says_html(other)
        and (led.search(other.statement.text) or led.search(" . ".join(other.more)))
        for other in others
    )


def _of_any_key(path: str) -> str:
    """A pattern for a path, whatever its parameters are called."""
    return re.sub(r"\\\{\w+\\\}", r"\\{\\w+\\}", re.escape(path))


def _beside_json(route: Route, others: Sequence[Route]) -> bool:
    """`GET /galleries/{id} shows …`, where a page leads there and the JSON is at `/api/galleries/{id}`."""
    shape = re.sub(r"\{\w+\}", "{}", route.path)
    served = any(other.method == "GET" and re.sub(r"\{\w+\}", "{}", other.path) == f"/api{shape}" for other in others)
    led = any(
        re.search(rf"(?i)\blink\w*\b[^.;]*{re.escape(route.path)}(?![\w/])", other.statement.text) for other in others if other is not route
    )
    return served and (led or bool(re.match(r"(?i)\W*(?:shows|displays|is the)\b", route.text)))


def is_form_post(route: Route, pages: Sequence[Route]) -> bool:
    """Whether a browser's form is sent there, which one of the pages has, or of which its own words speak."""
    told = f"{route.statement.text} . {' . '.join(page.words for page in pages)}"
    if not re.search(r"(?i)\bforms?\b|\burlencoded\b", told):
        return False
    shared = any(other is not route and other.path == route.path for other in route.statement.routes)
    parts = re.split(rf"{re.escape(route.path)}(?![\w/])", route.statement.text)
    before = route.path.join(parts[:-1]) if shared else parts[0]
    near = f"{before[-200:]} . {re.split(r'[.;]', route.text)[0][:90]}"
    sent = _FORM.search(near) or (_SENT.search(f"{before} {route.text}") and not route.path.startswith("/api"))
    return route.method == "POST" and not route.params and bool(sent) and not re.search(r"(?i)\bjson\b|\{", near)


#: What says of a form that was spoken of where it goes, or what it leads to: `It is sent to POST /entries and leads back to the page`.
_SENT = re.compile(
    r"(?i)\b(?:it|they|this) (?:is|are|gets?) (?:sent|posted|submitted) to\b|\bredirect\w*|\b(?:leads?|goes|sends? (?:the visitor|you|one)|(?:is|are) (?:sent|taken)) back (?:to|on)\b|\bback (?:to|on) the (?:\w+ )?page\b|\b(?:it|they|this|form) (?:posts?|submits?|sends?|goes) (?:\w+ )?to\b|\b(?:returns?|goes back|comes back) to `?/"
)


def inputs(texts: list[str]) -> list[Field]:
    """The fields of a form: `a form with the fields name and message`, `a form (name, message)`."""
    for text in texts:
        for match in _INPUTS.finditer(text):
            bracket = "(" in match[0][: match.start("list") - match.start()]
            listed = match["list"][: closing(match["list"])] if bracket and closing(match["list"]) >= 0 else match["list"]
            if _ANSWERED.match(listed):
                continue
            if _THESE.match(listed) and (before := _SHOWN.findall(text[: match.start()])):
                listed = before[-1]
            cut = re.search(
                r"\b(?:that|which|sent|posted|posting|posts|submit\w*|below|to|is|are)\b|,? and (?:below|above|under|underneath|beneath|beside|next|also|then|followed|all|every|(?:the|an?) (?:list|table|button|number|submit))\b",
                mask(listed),
            )
            listed = (listed[: cut.start()] if cut else listed).rstrip(" ,")
            listed = _FOR.sub("", listed)
            parts = [re.sub(r"^(?:an?|the|their|your|its) ", "", part) for part in re.split(r",\s*(?:and )?|\s+and\s+", listed)]
            if parts and not _POINTS.intersection(parts) and all(re.fullmatch(r"[\"`']?[a-z]\w*[\"`']?", part) for part in parts):
                return [Field(part.strip("\"`'")) for part in parts]
            if found := field_list(listed):
                return found
    return []


#: `the form is shown again with status 400 and the sentence "…"`: what it is answered with.
_ANSWERED = re.compile(
    r"(?i)(?:(?:the|an?|http) )*(?:(?:status|code|message|error|sentence|text|hint|note|warning|words)(?: (?:code|message|text|saying|that says))*:? (?:[1-5]\d\d\b|\")|[1-5]\d\d\b|\")"
)


def asked_by_form(entity: Entity, own: list[str], pages: list[str]) -> list[Field]:
    """What a form asks for by its `own` words or those about pages; where they tell nothing, what the page shows of each record: `all entries with author and message`."""
    texts = [*own, *pages]
    if (
        (told := _with_duties(inputs(texts), texts))
        or any(field.given for field in entity.fields.values())
        or not re.search(r"(?i)\bform\b", " ".join(texts))
    ):
        return told
    return _with_duties(next((field_list(found[-1]) for text in texts if (found := _SHOWN.findall(text))), []), texts)


_MEMBER = r"(?:(?:its|the|their|his|her) )?[a-z]\w*"
_SHOWN = re.compile(
    rf"(?:\b(?:with|shows?|showing|by|has|having)|(?<=\()) ?({_MEMBER}(?:(?:, and |, | and )(?!(?:below|above|under|underneath|beneath|then|also|an?|ha(?:s|ve)|shows?|lists?|(?:the )?(?:newest|oldest|latest|most|last|first))\b){_MEMBER})+)"
)


def _with_duties(listed: list[Field], texts: list[str]) -> list[Field]:
    """The fields of a form; where a sentence says which of them are required, the others are not."""
    needed = {name for text in texts for name in needed_ones(text)}
    for field in listed if needed & {each.name for each in listed} else ():
        field.required = field.name in needed if field.required is None else field.required
    return listed


#: `a form for comments with the fields name and text`.
_FOR = re.compile(r"^[a-z]+(?: [a-z]+){0,3}? with (?:(?:the|its|two|three|four|\d) )*(?:(?:text )?(?:fields?|inputs?):? )?")
#: What points at something, and is no field.
_POINTS = frozenset({"this", "that", "it", "them", "these", "those", "one", "each", "every", "all", "adding", "entering", "new"})
#: `a form with these two fields`.
_THESE = re.compile(r"(?i)(?:these|those|the same|them|both|all|(?:the )?(?:two|three|four|five))\b")


def page_of(app: App, one: Routed, entity: Entity, texts: list[str]) -> Page | None:
    """What a page shows, of which these texts speak. None when that is not understood."""
    texts = [headed(text) for text in texts]
    said = " . ".join(texts)
    page = Page(one.route.path, entity.name, title=_title(entity, said), source=one.route.statement.text)
    if one.route.params:
        param = one.route.params[-1]
        page.alone = param if param in entity.fields else entity.key
        show(app, page, entity, one.route.text, texts)
        buttons(app, page, entity)
        return page if len(one.route.params) == 1 else None
    shown = Endpoint("GET", one.route.path)
    entity, first = counting(app, entity, texts), told_alike(app, entity, one.route.text)
    about = [told_alike(app, entity, text) for text in (one.route.asked, *one.route.more) if text]
    texts = [told_alike(app, entity, text) for text in texts]
    said = " . ".join(texts)
    if listings.read_list(app, shown, entity, one.route.query, about):
        return None
    asked = {*dict(one.route.query), *(match[match.lastindex or 0] for match in _ASKED.finditer(said))}
    page.query = [query for query in shown.query if query.name in asked]
    page.order = _order(app, page, entity, said, shown.order)
    marked = Ground(app, with_computed(entity))(first)
    page.below = _below(app, entity, one.route.text)
    page.columns = listed(entity, marked, list(page.below))
    told = group(app, page, entity, list(clauses(app, with_computed(entity), texts)))
    page.title = _title(entity, _without(said, page.sections.headings)) if page.sections else page.title
    keep(app, page, entity, told)
    write(app, page, entity, told)
    buttons(app, page, entity)
    count(page, entity)
    call(app, page, entity, texts)
    as_answered(app, page, entity, one.route.text)
    complete(page, entity, told)
    omit(page, entity, told)
    link = _LINK.search(one.route.statement.text)
    page.link = _linked(entity, link["path"]) if link else ""
    return page


#: `is an HTML page saying "Thank you"`, and nothing else.
_SAYING = re.compile(
    r"(?i)\W*(?:(?:is|shows?|serves?|displays?|gives?|returns?|an?|the|simple|plain|static|html|web) )*page (?:saying|that (?:just |only )?says|which says|with (?:just |only )?the (?:text|words?|message))(?: the words?)? \"(?P<words>[^\"]+)\"\W*"
)


def saying(text: str) -> str:
    """All that a page without data says; empty where it shows some."""
    found = _SAYING.fullmatch(text)
    return found["words"] if found else ""


#: `with ?kind=red`, `the query parameter kind`, `an optional kind filter`.
_ASKED = re.compile(
    r"\?(\w+)\b|\b(?:query |url )?parameters? [`\"]?(\w+)|[`\"](\w+)[`\"] (?:query )?parameter|\b(?:an optional|an?) (?!(?:query|url|optional|single|further)\b)(\w+) (?:query |url |filter )?parameter"
)


def _order(app: App, page: Page, entity: Entity, said: str, own: str) -> str:
    """The statements that sort what a page shows; as the list of the same records does, where nothing is said of that."""
    listed = app.of(entity.name, "list")
    if listed and listed.order and _SAME.search(said):
        return listed.order
    shown = with_computed(entity)
    ground = Ground(app, shown)
    found = order_of(shown, ground(said)) or own or order_of(shown, ground(page.source))
    newest = re.search(r"(?i)\bnewest|\blatest|\bmost recent", page.source)
    return found or (listed.order if listed and not newest else "")


_SAME = re.compile(
    r"(?i)\b(?:in|with) (?:(?:that|this|the same|the (?:list|json)'s) order\b|the (?:same )?order (?:of|as)(?: in)? `?GET\b)|\border is (?:that of|the same)\b|\b(?:sorted|ordered) (?:the same|just|exactly|like|as)\b|\bsame order\b"
)


def _below(app: App, entity: Entity, text: str) -> dict[str, str]:
    """`version and entry texts`, `each with the texts of its entries`: a field of what belongs to each record."""
    found = {}
    for child, column in children(app, entity):
        said = Ground(app, Entity(child.name, child.plural, {name: one for name, one in child.fields.items() if not one.refers}))(text)
        of = re.search(rf"\[{child.name}\](?:'s?)? <(\w+)>|<(\w+)> of (?:(?:its|their|the|all|each|every) )*\[{child.name}\]", said)
        if of is not None:
            rows = f'store.{child.plural}.find({column}=row["{entity.key}"])'
            found[child.plural] = f'[other["{of[1] or of[2]}"] for other in {rows}]'
    return found


def heading(text: str) -> str:
    """The heading that a text gives a page; empty when it gives none."""
    if found := _TITLE.search(text):
        return found[1] or found[2]
    plain = _PLAIN_TITLE.search(text)
    return plain[1].strip() if plain else ""


def _without(said: str, quotes: list[str]) -> str:
    """A text without some of its quotes."""
    for quote in filter(None, quotes):
        said = said.replace(f'"{quote}"', "").replace(f"'{quote}'", "")
    return said


def _title(entity: Entity, said: str) -> str:
    return heading(said) or entity.plural.replace("_", " ").capitalize()


def _linked(entity: Entity, path: str) -> str:
    """The path with the field that it names, or else the key."""
    return re.sub(r"\{(\w+)\}", lambda match: "{" + (match[1] if match[1] in entity.fields else entity.key) + "}", path)


def lead_on(app: App) -> None:
    """What a page lists leads to the pages of their own, also where no sentence speaks of links."""
    own = {page.entity: page for page in app.pages if page.alone}
    for page in app.pages:
        if not page.alone and not page.link and page.entity in own:
            page.link = _linked(app.entities[page.entity], own[page.entity].path)
