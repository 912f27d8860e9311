"""The stateless operations that the offline model knows. The first whose words fit is taken, so the order matters."""

from shared.adapters.offline.operations_daily import DAILY
from shared.adapters.offline.operations_numbers import NUMBERS
from shared.adapters.offline.operations_text import TEXT
from shared.adapters.offline.operations_units import UNITS
from shared.adapters.offline.roles import Operation

OPERATIONS: tuple[Operation, ...] = (*NUMBERS, *UNITS, *TEXT, *DAILY)
