"""How the app reaches a server: the embedded child or one elsewhere, over REST and the socket."""
