"""What operations refuse: conditions find their status, each module knows one kind of rule."""
