"""RCS for Business: texts and suggestions in the phone's own message app.

https://developers.google.com/business-communications/rcs-business-messaging
"""
