"""A reader's own scenario: what is drawn or brought, checked, kept small, and carried out."""
