"""A league's table: what every team has played, won, drawn and lost, computed from the results."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.writing import words
from shared.writing.ir import App, Endpoint, Entity

_SIDES = (
    ("home", "away"),
    ("first", "second"),
    ("team_a", "team_b"),
    ("team1", "team2"),
    ("a", "b"),
    ("left", "right"),
    ("player1", "player2"),
    ("white", "black"),
)
#: Member -> what is added up over a team's results; `ours` and `theirs` are the two scores.
_MEMBERS = {
    "played": "1", "matches": "1", "games": "1", "won": "ours > theirs", "wins": "ours > theirs", "drawn": "ours == theirs", "draws": "ours == theirs", "lost": "ours < theirs",
    "losses": "ours < theirs", "goals_for": "ours", "scored": "ours", "goals_against": "theirs", "conceded": "theirs", "difference": "ours - theirs", "goal_difference": "ours - theirs",
}  # fmt: skip


def table(app: App, endpoint: Endpoint, members: Iterable[str], said: str) -> bool:
    """Fills in `GET /table` where the members are those of a league's table. Whether they are."""
    names = [name for name in members if words.code_name(name) != "rank"]
    plain = {name: words.code_name(name) for name in names}
    results = _results(app)
    if results is None or not {"played", "won", "wins", "points", "lost", "losses"} & set(plain.values()):
        return False
    entity, one, other = results.entity, results.one, results.other
    team = app.entities.get(entity.fields[one].refers) or next(
        (
            known
            for known in app.entities.values()
            if known is not entity and (known.name in names or known.key == "name" or "name" in known.fields)
        ),
        None,
    )
    label = next((name for name in names if plain[name] in {"team", "name", "player", "club", team.name if team else ""}), "")
    if team is None or not label:
        return False
    key = team.key if entity.fields[one].refers else "name"
    shown = "name" if "name" in team.fields else team.key
    values = [f'"{name}": sum({_value(plain[name], said)} for ours, theirs in scores)' for name in names if name != label]
    if any(_value(plain[name], said) == "" for name in names if name != label):
        return False
    endpoint.kind, endpoint.entity, endpoint.bare = "compute", entity.name, "list[dict[str, Any]]"
    endpoint.lines = [
        "found: list[dict[str, Any]] = []",
        f"for team in store.{team.plural}.find():",
        f'    scores = [({results.ours}, {results.theirs}) for row in store.{entity.plural}.find(**{{"{one}": team["{key}"]}})]',
        f'    scores += [({results.theirs}, {results.ours}) for row in store.{entity.plural}.find(**{{"{other}": team["{key}"]}})]',
        f'    found.append({{"{label}": team["{shown}"], {", ".join(values)}}})',
        *_sorted(plain, label, said),
        "return found",
    ]
    return True


def member(app: App, team: Entity, name: str) -> str:
    """The expression for `played`, `wins`, `points` … in the answer about one team or player; empty where no results refer to it."""
    results = _results(app)
    if results is None or results.entity.fields[results.one].refers != team.name or name in team.fields:
        return ""
    value = _value(words.code_name(name), " . ".join(app.statements))
    rows = f'store.{results.entity.plural}.find({{}}=row["{team.key}"])'
    home, away = (
        f"({one.replace('row[', 'game[')}, {other.replace('row[', 'game[')}) for game in {rows.format(column)}"
        for one, other, column in ((results.ours, results.theirs, results.one), (results.theirs, results.ours, results.other))
    )
    return f"sum({value} for ours, theirs in [*({home}), *({away})])" if value else ""


@dataclass(frozen=True)
class Results:
    """Records of who met whom: the two references, and the scores of both over `row`."""

    entity: Entity
    one: str
    other: str
    ours: str
    theirs: str


def _results(app: App) -> Results | None:
    """The records of which a table is made."""
    return next((found for entity in app.entities.values() if (found := _sides(entity))), None)


def _sides(entity: Entity) -> Results | None:
    """The two teams of a result, and their scores, or which of them won."""
    for low, high in _SIDES:
        teams = [
            next((name for name in entity.fields if words.code_name(name) in {side, f"{side}_team", f"{side}_id", f"{side}_team_id"}), "")
            for side in (low, high)
        ]
        if not all(teams):
            continue
        scores = [next((name for name in entity.fields if re.fullmatch(_score(side), words.code_name(name))), "") for side in (low, high)]
        if all(scores):
            return Results(entity, teams[0], teams[1], f'row["{scores[0]}"]', f'row["{scores[1]}"]')
        won = next((name for name, one in entity.fields.items() if {low, high} <= set(one.choices)), "")
        if won:
            return Results(entity, teams[0], teams[1], f'row["{won}"] == "{low}"', f'row["{won}"] == "{high}"')
    return None


def _score(side: str) -> str:
    return rf"{side}_(?:goals|score|points|team_score|team_goals)|(?:goals|score|points)_{side}"


def _value(name: str, said: str) -> str:
    if name in {"points", "pts"}:
        win = re.search(
            r"(?i)\b(\d+(?:\.\d+)?)(?: points?)? (?:for|per|when|if|whenever) (?:an? |each |every |it |they |the team |one )?(?:wins?|victory|winning)\b|\bwin\w*[^.;,]{0,20}?\b(\d+(?:\.\d+)?)",
            said,
        )
        draw = re.search(
            r"(?i)\b(\d+(?:\.\d+)?)(?: points?)? (?:for|per|when|if|whenever) (?:an? |each |every |it |they |the team |one )?(?:draws?|ties?|drawing)\b|\b(?:draw|tie)\w*[^.;,]{0,20}?\b(\d+(?:\.\d+)?)",
            said,
        )
        return f"{(win[1] or win[2]) if win else 3} if ours > theirs else {(draw[1] or draw[2]) if draw else 1} if ours == theirs else 0"
    return _MEMBERS.get(name, "")


def _sorted(plain: dict[str, str], label: str, said: str) -> list[str]:
    """By points, then as the text says: goal difference, goals, or the name."""
    by_plain = {plain_name: name for name, plain_name in plain.items()}
    keys = [f'-one["{by_plain["points"]}"]'] if "points" in by_plain else []
    if re.search(r"(?i)goal ?difference|difference", said):
        pair = [by_plain.get("goals_for") or by_plain.get("scored"), by_plain.get("goals_against") or by_plain.get("conceded")]
        keys += [f'-one["{by_plain[name]}"]' for name in ("goal_difference", "difference") if name in by_plain] or (
            [f'one["{pair[1]}"] - one["{pair[0]}"]'] if all(pair) else []
        )
    if (
        re.search(r"(?i)goals (?:scored|for)\b.*\b(?:descending|then|tie)|then (?:by )?goals (?:scored|for)", said)
        and "goals_for" in by_plain
    ):
        keys.append(f'-one["{by_plain["goals_for"]}"]')
    if re.search(r"(?i)\b(?:by|then) (?:the |their )?(?:\w+ )?names?\b|alphabetical|\ba to z\b|\ba-z\b", said):
        keys.append(f'str(one["{label}"]).casefold()')
    return [f"found.sort(key=lambda one: ({', '.join(keys)},))"] if keys else []
