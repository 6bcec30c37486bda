// The entry point: what Node calls once for each JavaScript thread that loads the addon.
#include "bind/instance.h"

using tenet_instance = tenet::bind::instance;

NODE_API_ADDON(tenet_instance)
