"""Starts the testee: python3 testee.py."""

from keepsake_testee.testee import main

main()
