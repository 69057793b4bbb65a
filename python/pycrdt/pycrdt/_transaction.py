"""Transactions."""

from ycpp import ReadTransaction as ReadTransaction
from ycpp import Transaction as Transaction
