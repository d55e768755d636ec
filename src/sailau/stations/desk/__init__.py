"""The desk: voters found, compared with the identity card, admitted; cards activated (R 6-9)."""
