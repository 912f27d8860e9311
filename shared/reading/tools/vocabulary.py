"""The stateless operations that the offline model knows. The first whose words fit is taken, so the order matters."""

from shared.reading.tools.operations_daily import DAILY
from shared.reading.tools.operations_numbers import NUMBERS
from shared.reading.tools.operations_text import TEXT
from shared.reading.tools.operations_units import UNITS
from shared.reading.tools.roles import Operation

OPERATIONS: tuple[Operation, ...] = (*NUMBERS, *UNITS, *TEXT, *DAILY)
