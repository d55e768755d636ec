/* A plug between pcscd and vpcd's driver, for tests.

   vpcd shows two slots for ever. Here a slot is unplugged while the file PLUG_FOLDER/unplugged-N exists: then the
   driver reports that there is no such device, as the driver of a real reader does whose cable was pulled out. And
   pcscd is told to look at the slots every 10 ms instead of every 400, so that tests need not wait. */

#include <dlfcn.h>
#include <PCSC/ifdhandler.h>
#include <PCSC/reader.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DRIVER "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

static void *driver(const char *name) {
  static void *library;
  if (!library)
    library = dlopen(DRIVER, RTLD_NOW | RTLD_LOCAL);
  return library ? dlsym(library, name) : NULL;
}

#define CALL(name, ...) \
  static RESPONSECODE (*call)(__VA_ARGS__); \
  if (!call) \
    call = (RESPONSECODE(*)(__VA_ARGS__))driver(name); \
  if (!call) \
    return IFD_COMMUNICATION_ERROR;

static int unplugged(DWORD lun) {
  char path[512];
  snprintf(path, sizeof path, "%s/unplugged-%d", PLUG_FOLDER, (int)(lun & 0xffff));
  return access(path, F_OK) == 0;
}

static RESPONSECODE wait_for_change(DWORD lun, int timeout) {
  (void)lun;
  (void)timeout;
  usleep(10 * 1000);
  return IFD_SUCCESS;
}

static RESPONSECODE stop_waiting(DWORD lun) {
  (void)lun;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name) {
  CALL("IFDHCreateChannelByName", DWORD, LPSTR)
  return call(lun, name);
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel) {
  CALL("IFDHCreateChannel", DWORD, DWORD)
  return call(lun, channel);
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
  CALL("IFDHCloseChannel", DWORD)
  return call(lun);
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
  CALL("IFDHGetCapabilities", DWORD, DWORD, PDWORD, PUCHAR)
  void *function = tag == TAG_IFD_POLLING_THREAD_WITH_TIMEOUT ? (void *)wait_for_change
                   : tag == TAG_IFD_STOP_POLLING_THREAD       ? (void *)stop_waiting
                                                              : NULL;
  if (function) {
    if (*length < sizeof function)
      return IFD_ERROR_INSUFFICIENT_BUFFER;
    *length = sizeof function;
    memcpy(value, &function, sizeof function);
    return IFD_SUCCESS;
  }
  return call(lun, tag, length, value);
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD length, PUCHAR value) {
  CALL("IFDHSetCapabilities", DWORD, DWORD, DWORD, PUCHAR)
  return call(lun, tag, length, value);
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR a, UCHAR b, UCHAR c) {
  CALL("IFDHSetProtocolParameters", DWORD, DWORD, UCHAR, UCHAR, UCHAR, UCHAR)
  return call(lun, protocol, flags, a, b, c);
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD length) {
  CALL("IFDHPowerICC", DWORD, DWORD, PUCHAR, PDWORD)
  return unplugged(lun) ? IFD_NO_SUCH_DEVICE : call(lun, action, atr, length);
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send, PUCHAR out, DWORD out_length, PUCHAR in,
                               PDWORD in_length, PSCARD_IO_HEADER receive) {
  CALL("IFDHTransmitToICC", DWORD, SCARD_IO_HEADER, PUCHAR, DWORD, PUCHAR, PDWORD, PSCARD_IO_HEADER)
  if (unplugged(lun)) {
    *in_length = 0;
    return IFD_NO_SUCH_DEVICE;
  }
  RESPONSECODE answer = call(lun, send, out, out_length, in, in_length, receive);
  /* The cable may have been pulled out while the card was at work: then nobody hears its answer. */
  if (unplugged(lun)) {
    *in_length = 0;
    return IFD_NO_SUCH_DEVICE;
  }
  return answer;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR out, DWORD out_length, PUCHAR in, DWORD in_length,
                         LPDWORD returned) {
  CALL("IFDHControl", DWORD, DWORD, PUCHAR, DWORD, PUCHAR, DWORD, LPDWORD)
  return call(lun, code, out, out_length, in, in_length, returned);
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
  CALL("IFDHICCPresence", DWORD)
  return unplugged(lun) ? IFD_NO_SUCH_DEVICE : call(lun);
}
