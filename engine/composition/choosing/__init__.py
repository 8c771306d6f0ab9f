"""Of several ways to go on, takes the one that sounds most like music and most like what is asked."""
