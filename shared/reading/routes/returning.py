"""What a page's buttons and forms send off: it leads back to a page, and may delete by POST: `POST /dishes/{id}/delete removes the dish and redirects to /`."""

import re
from collections.abc import Sequence

from shared.reading.pages.clauses import QUOTE, clauses
from shared.reading.routes.routing import Routed
from shared.reading.text.outline import Statement
from shared.writing.ir import App, Endpoint, Entity, Page

_BACK = re.compile(
    r"(?i)\bredirect\w*|\b(?:leads?|goes|go|sends?|sent|returns?|taken|brings?|brought|takes?|comes?|gets?|lands?|is|are|ends? up)\b[^.;]{0,40}?\bback (?:to|on|at)\b|\b30[237]\b"
)
_TO = re.compile(
    r"(?:\bto|\bon|\bat|30[237]|->)\)? (?:the )?(?:page |list |path )?(?:at |on )?[`\"']?(?P<path>/(?:[\w\-]+(?:/(?:[\w\-]+|\{\w+\}))*)?)(?![\w/])"
)
#: A sentence that tells it of several: `After each action the browser is redirected to /`.
_OF_ALL = re.compile(r"(?i)\b(?:both|all|every|each|any|actions?|buttons?|posts?|submitting|submissions?|afterwards)\b")
#: What ends a record.
_DELETES = re.compile(
    r"(?i)\W*(?:(?:then|which|that|this|it) )*(?:deletes|erases|removes (?:it|them|the [a-z]+)(?= from (?:the|this) (?:list|page|menu|board|table)\b| and\b|\W*$|[,(])|takes (?:it|the [a-z]+) off\b(?! (?:(?:of|from) )?(?!(?:the|this|its|our) (?:list|page|menu|board|table|shelf)\b)(?:the|its|this|that)\b))"
)


_EDITS = re.compile(r"\}/(?:edit|update|change|save|rename)$|\}$")


def lead_back(routed: Sequence[Routed], pages: Sequence[Routed], statements: Sequence[Statement]) -> None:
    """Makes what is sent from pages lead back to one, and delete where its words say so."""
    for one in routed:
        if one.endpoint.kind == "action" and one.body and is_sent(one) and _EDITS.search(one.route.path):
            one.endpoint.kind = "update"
        if one.endpoint.kind == "action" and one.route.method == "POST" and not one.body and len(one.endpoint.params) == 1 and _ends(one):
            one.endpoint.kind = "delete"
    general = [each.text for each in statements if not each.routes and _BACK.search(each.text) and _OF_ALL.search(each.text)]
    for one in routed if pages else ():
        said = " . ".join((one.route.text, *one.route.more, *(general if one.endpoint.params else ())))
        one.endpoint.form = is_sent(one)
        back = _BACK.search(said)
        if one.endpoint.form or (one.endpoint.kind in {"action", "delete", "update"} and one.route.method == "POST" and back):
            to = _TO.search(said, back.start()) if back else None
            one.endpoint.leads = to["path"] if to else _home(one.endpoint, pages)
            one.endpoint.bare = "RedirectResponse"


#: `redirects to its page`, `to the page of the new recipe`.
_TO_ITS_PAGE = re.compile(
    r"(?i)\b(?:its|the \w+'s|the new \w+'s|that \w+'s) (?:new |own |detail )*page\b|\bpage of (?:the|that) (?:new|added|created)\b|\bto the new [a-z]+(?=[.,;]|$)"
)
#: `The form at /items/new`.
FORM_AT = re.compile(r"(?i)\bforms?(?: (?:at|on|under))?\W*$")
#: A page that shows a form and nothing else.
_SOLE = re.compile(
    r"(?i)\W*(?:(?:is|there|shows?|serves?|renders?|displays?|has|gives?|returns?|presents?|offers?|contains?|with|page|html|an?|the|of|for|simple|empty|web) )*(?:html )?form\b(?![^.;]*\b(?:and|above|below|under) (?:(?:below|above|under|it|a|the|then|beneath|all|every) )*(?:list|table|entries|all|every)\b)"
)


def place(page: Page, route_text: str, told: Sequence[str], pages: Sequence[Page]) -> None:
    """What a form's page shows besides, and where the form leads to."""
    page.sole = _SOLE.match(route_text) is not None and len([each for each in pages if each.entity == page.entity and not each.alone]) > 1
    own = next((each for each in pages if each.entity == page.entity and each.alone), None)
    lists = [each.path for each in pages if each.entity == page.entity and not each.alone and each is not page]
    for text in told:
        if back := _BACK.search(text):
            to, its = _TO.search(text, back.start()), _TO_ITS_PAGE.search(text, back.start())
            page.back = to["path"] if to else own.path if own and its else page.back
    page.back = page.back or (lists[0] if page.sole and lists else "")


def said_before(one: Routed) -> str:
    """What its sentence says before its path, behind the path of another that sends something."""
    before = re.split(rf"{re.escape(one.route.path)}(?![\w/])", one.route.statement.text)[0]
    return re.split(r"\b(?:POST|PUT|PATCH|DELETE) [`\"]?/[\w/{}\-]*|\bto /[\w/{}\-]*", before.removesuffix("POST "))[-1]


def is_sent(one: Routed) -> bool:
    """Whether a form about one record is sent there: `a form with name and text that posts to /posts/{id}/comments`."""
    near = f"{said_before(one)[-160:]} . {one.route.text[:90]}"
    return bool(
        one.route.method == "POST"
        and one.route.params
        and re.search(r"(?i)\bforms?\b|\burlencoded\b", near)
        and not re.search(r"(?i)\bjson\b|\{(?!\w+\})|\bbuttons?\b", near)
    )


def _ends(one: Routed) -> bool:
    """Whether an operation is told to delete its record: by its path's last word, or by its words where that is another."""
    last = one.route.path.rpartition("/")[2]
    own = re.split(r"[;.]\s", one.route.text)[0]
    return last in {"delete", "remove", "destroy"} or _DELETES.match(own) is not None


def _home(endpoint: Endpoint, pages: Sequence[Routed]) -> str:
    """The list that shows what an operation is about, or else the first page."""
    lists = [one.route.path for one in pages if not one.route.params]
    if endpoint.form:
        shape = re.sub(r"\{\w+\}", "{}", endpoint.path.rpartition("/")[0])
        alone = [one.route.path for one in pages if re.sub(r"\{\w+\}", "{}", one.route.path) == shape]
        lists = [re.sub(r"\{\w+\}", f"{{{endpoint.params[0]}}}", path) for path in alone] + lists
    own = [one.route.path for one in pages if one.endpoint.entity == endpoint.entity and not one.route.params]
    return next(iter((*own, *lists) if not endpoint.form else lists), "/")


def code_of(named: int) -> int:
    """The status of what leads back: that which the text names, if it is one of a redirect."""
    return named if named // 100 == 3 else 303


def buttons(app: App, page: Page, entity: Entity) -> None:
    """Gives a page the buttons of which the text speaks: one for each action on its records."""
    told = list(clauses(app, entity, [text for text in app.statements if _BUTTON.search(text) and _stands_on(page, text)]))
    told = [clause for clause in told if _BUTTON.search(clause.text)]
    for one in app.endpoints if told else ():
        if one.entity == entity.name and one.leads and len(one.params) == 1 and one.method == "POST" and not one.body:
            verb = one.path.rpartition("/")[2]
            near = next((clause for clause in told if one.path in clause.text or verb[:4] in clause.text.lower()), told[0])
            label = re.search(rf"(?i)\bbuttons?\b[^.;⟦]{{0,24}}{QUOTE}|{QUOTE}[- ]buttons?\b", near.said)
            named = next((words for words in near.quotes if words.lower().startswith(verb[:4])), "")
            words = named or (near.quoted(label[1] or label[2]) if label else verb.replace("-", " ").capitalize())
            page.buttons[words] = re.sub(r"\{\w+\}", "{" + entity.key + "}", one.path)


_BUTTON = re.compile(r"(?i)\bbuttons?\b")


def _stands_on(page: Page, text: str) -> bool:
    """Whether the buttons that a sentence tells of stand on a page: that which it names, or else a list, unless it speaks of the page of one."""
    named = re.findall(r"\bGET [`\"]?(/[\w/{}\-]*)", text)
    of_one = re.search(r"(?i)\b(?:detail|own|single|its|their) page\b|\bpage of (?:an?|each|one|the)\b|'s page\b", text) is not None
    return page.path in named if named else of_one == bool(page.alone)
