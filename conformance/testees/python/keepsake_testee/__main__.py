from .testee import main

main()
