// The first page of a device's browser: says that scripts run here, and goes on to the one page there is.
document.cookie = "script=1; SameSite=Strict; path=/";
location.replace("/");
