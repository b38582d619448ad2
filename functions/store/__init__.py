"""The one DynamoDB table: domain values in, domain values out."""
