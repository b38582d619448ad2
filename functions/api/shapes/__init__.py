"""What goes over the wire: the bodies of requests and answers, as types that check themselves.

Routes and answers import it; it imports the domain and the services' values.
"""
