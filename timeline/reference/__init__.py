"""What the product knows without a schedule: rules, codes, findings and tables, each as one document."""
