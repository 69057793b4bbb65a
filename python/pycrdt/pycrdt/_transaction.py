"""Transactions."""

from ycpp import NewTransaction as NewTransaction
from ycpp import ReadTransaction as ReadTransaction
from ycpp import Transaction as Transaction
