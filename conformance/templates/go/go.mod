module example.com/keepsake-testee

go 1.21
