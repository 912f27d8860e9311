"""Writes the functions that operations share: finding a resource, checking its values, showing it."""

import re
from keyword import iskeyword

from shared.writing.ir import MISSING, App, Entity, Field, Guard


def unreserved(line: str) -> str:
    """The line with variables that are called like words of the language (`class`) renamed."""
    return re.sub(r"(?<![\w.\"'])([a-z]+)(?= = |\[\")", lambda match: f"{match[1]}_" if iskeyword(match[1]) else match[1], line)


def refuse(app: App, guard: Guard) -> list[str]:
    """The statements of a guard."""
    words = guard.words.replace('"', "'")
    return [*guard.before, f"if {none_adds_nothing(app, guard.code)}:", f'    raise HTTPException({guard.status}, "{words}")']


_SUM = re.compile(r'\bsum\(other\["(?P<field>\w+)"\](?= for other in (?:\[other for other in )?store\.(?P<plural>\w+)\.)')


def none_adds_nothing(app: App, code: str) -> str:
    """The code with sums over records that need not have the number."""
    tables = {entity.plural: entity.fields for entity in app.entities.values()}

    def sum_of(match: re.Match[str]) -> str:
        one = tables.get(match["plural"], {}).get(match["field"])
        return f"{match[0]} or 0" if one is not None and _may_lack(one) else match[0]

    return _SUM.sub(sum_of, code)


def _may_lack(one: Field) -> bool:
    """Whether a record can be without a value of it."""
    return one.required is False and one.default in (MISSING, None) and not one.fill


def find_function(entity: Entity) -> str:
    """`find_book`: the resource or 404."""
    noun = entity.name.replace("_", " ")
    kind = "int" if entity.key_type == "integer" else "str"
    return f'''def find_{entity.name}(key: {kind}) -> Row:
    """The {noun} with this {entity.key}; 404 when there is none."""
    row = store.{entity.plural}.get(key)
    if row is None:
        raise HTTPException(404, "there is no such {noun}")
    return row'''


def needs_checks(entity: Entity) -> bool:
    """Whether values of this resource have rules over several fields or other resources."""
    return bool(entity.checks or entity.together or entity.transitions) or any(one.unique or one.refers for one in entity.fields.values())


def checks_function(app: App, entity: Entity) -> str:
    """`check_book`: refuses values that break a rule."""
    if not needs_checks(entity):
        return ""
    lines: list[str] = []
    for one in entity.fields.values():
        lines += _reference(app, one) if one.refers and one.refers in app.entities else []
    for one in entity.fields.values():
        lines += _unique(entity, one) if one.unique else []
    for names in entity.together:
        lines += _together(entity, names)
    for name, moves in entity.transitions.items():
        lines += _transitions(entity, name, moves)
    whole = any("whole[" in guard.code or any("whole[" in line for line in guard.before) for guard in entity.checks)
    if whole or entity.together:
        lines.insert(0, f"whole = {_at_first(entity)}(row or {{}}) | values")
    for guard in entity.checks:
        lines += refuse(app, guard)
    body = "\n".join(f"    {unreserved(line)}" for line in lines)
    noun = entity.name.replace("_", " ")
    return f'def check_{entity.name}(values: Row, row: Row | None = None) -> None:\n    """Refuses values that break a rule; `row` is the {noun} before a change."""\n{body}'


def _at_first(entity: Entity) -> str:
    """What a new record has of the fields that no request sends and of which a rule speaks: they are filled in after the check."""
    told = " ".join(text for guard in entity.checks for text in (guard.code, *guard.before))
    unsent = [one for one in entity.fields.values() if not one.given and not one.fill and f'whole["{one.name}"]' in told and not one.refers]
    values = ", ".join(f'"{one.name}": {None if one.default is MISSING else one.default!r}' for one in unsent).replace("'", '"')
    return f"{{{values}}} | " if values else ""


def _reference(app: App, one: Field) -> list[str]:
    if one.type == "list":
        return [f'for key in values.get("{one.name}") or []:', f"    find_{one.refers}(key)"]
    if one.missing != 404:
        status = one.missing
        return [
            f'if values.get("{one.name}") is not None and store.{app.entities[one.refers].plural}.get(values["{one.name}"]) is None:',
            f'    raise HTTPException({status}, "there is no such {one.refers.replace("_", " ")}")',
        ]
    return [f'if values.get("{one.name}") is not None:', f'    find_{one.refers}(values["{one.name}"])']


def _others(entity: Entity) -> str:
    return f'row is None or other["{entity.key}"] != row["{entity.key}"]'


def _alike(names: list[str], of: str) -> str:
    """The arguments that find records with the same values, be a name a word of the language: `from`."""
    if any(map(iskeyword, names)):
        return f"**{{{', '.join(f'{chr(34)}{name}{chr(34)}: {of}[{chr(34)}{name}{chr(34)}]' for name in names)}}}"
    return ", ".join(f'{name}={of}["{name}"]' for name in names)


def _unique(entity: Entity, one: Field) -> list[str]:
    same = f"store.{entity.plural}.find({_alike([one.name], 'values')})"
    if one.lower:
        same = f'(other for other in store.{entity.plural}.find() if str(other["{one.name}"]).casefold() == str(values["{one.name}"]).casefold())'
    return [
        f'if values.get("{one.name}") is not None and any({_others(entity)} for other in {same}):',
        f'    raise HTTPException({entity.duplicate}, "there is a {entity.name.replace("_", " ")} with this {one.name.replace("_", " ")} already")',
    ]


def _together(entity: Entity, names: tuple[str, ...]) -> list[str]:
    folded = [name for name in names if entity.fields[name].lower]
    same = _alike([name for name in names if name not in folded], "whole")
    alike = "".join(f' and str(other["{name}"]).casefold() == str(whole["{name}"]).casefold()' for name in folded)
    others = f"({_others(entity)})" if alike else _others(entity)
    late = [one.name for one in map(entity.fields.__getitem__, names) if not one.given and one.default is None and not one.fill]
    known = "".join(f'whole.get("{name}") is not None and ' for name in late)
    alike_in = " and ".join(name.removesuffix("_id").replace("_", " ") for name in names)
    return [
        f"if {known}any({others}{alike} for other in store.{entity.plural}.find({same})):",
        f'    raise HTTPException({entity.duplicate}, "there is a {entity.name.replace("_", " ")} with this {alike_in} already")',
    ]


def _transitions(entity: Entity, name: str, moves: dict[str, list[str]]) -> list[str]:
    listed = "{" + ", ".join(f'"{state}": {after!r}'.replace("'", '"') for state, after in moves.items()) + "}"
    return [
        f"moves = {listed}",
        f'if row is not None and values.get("{name}", row["{name}"]) != row["{name}"] and values["{name}"] not in moves.get(row["{name}"], []):',
        f"    raise HTTPException({entity.transition_status}, f\"{{row['{name}']}} cannot become {{values['{name}']}}\")",
    ]


def needs_show(entity: Entity) -> bool:
    """Whether answers differ from what is stored."""
    return bool(entity.computed) or any(one.secret for one in entity.fields.values())


def show_function(app: App, entity: Entity) -> str:
    """`show_book`: the resource as it is answered."""
    noun = entity.name.replace("_", " ")
    always = [one for one in entity.computed if one.only != "one"]
    alone = [one for one in entity.computed if one.only == "one"]
    hidden = [one.name for one in entity.fields.values() if one.secret]
    argument = ", whole: bool = False" if alone else ""
    lines = []
    if hidden:
        lines.append(f"row = {{name: value for name, value in row.items() if name not in {hidden!r}}}".replace("'", '"'))
    for one in always:
        lines.append(f'row = row | {{"{one.name}": {_where_known(app, entity, one.code)}}}')
    if alone:
        lines.append("if whole:")
        lines += [f'    row = row | {{"{one.name}": {_where_known(app, entity, one.code)}}}' for one in alone]
    lines.append("return row")
    body = "\n".join(f"    {line}" for line in lines)
    return f'def show_{entity.name}(row: Row{argument}) -> Row:\n    """A {noun} as it is answered."""\n{body}'


def _where_known(app: App, entity: Entity, code: str) -> str:
    """The code of a value, and null as long as a number is missing that it is worked out from."""
    code = none_adds_nothing(app, code)
    used = re.findall(r'(?<=[-+*/] )row\["(\w+)"\]|row\["(\w+)"\](?= [-+*/] )', code)
    fields = [entity.fields[name] for pair in used for name in pair if name in entity.fields]
    missing = dict.fromkeys(one.name for one in fields if _may_lack(one))
    if not missing or "is None" in code:
        return code
    return f"None if {' or '.join(f'row["{name}"] is None' for name in missing)} else {code}"
