"""Social networks behind one seam: hear mentions, upload media, publish one reply."""
