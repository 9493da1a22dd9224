"""Google Business Messages: chats from Maps and Search, retired on 31 July 2024, built on what was recorded of it.

https://developers.google.com/business-communications/business-messages
"""
