from .operations import OPERATIONS
