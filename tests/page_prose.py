"""Prose for pages: a body of whole sentences, and pages whose sentences run over their ends."""

from __future__ import annotations

BODY = (
    "The heron stood upon the wheel and looked at the river.\n"
    "Nobody had seen it come. It was there when the sun rose,\n"
    "and it was there at noon, upon the other leg.\n"
)
OPEN = "The heron stood upon the wheel and looked at the river,\nand nobody knew for what\n"
RUNNING_ON = "it was waiting. The miller had his own view of it.\nHe kept it to himself.\n"
FULL = RUNNING_ON + OPEN
