"""Google Business Messages (retired) and RCS for Business."""
