enum PlaceholderI {}
