"""The parts of make-resources.py: one module for each kind of resource."""
