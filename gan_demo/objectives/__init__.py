"""What the players descend: losses, penalties, and the objective that makes a step's terms of them."""
