"""What people and their posts, invitations and contacts go through, one verb each."""
