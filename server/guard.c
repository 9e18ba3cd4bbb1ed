#include "server/guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

static _Thread_local sigjmp_buf way_out;
static _Thread_local volatile sig_atomic_t guarded;

static void on_bus_error(int number)
{
    if (guarded)
        siglongjmp(way_out, 1);
    signal(number, SIG_DFL); /* the access that failed is tried again, and kills */
}

void guard_install(void)
{
    struct sigaction action = {.sa_handler = on_bus_error, .sa_flags = SA_NODEFER};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}

bool guard_run(void (*work)(void *context), void *context)
{
    if (sigsetjmp(way_out, 0) != 0) {
        guarded = 0;
        return false;
    }
    guarded = 1;
    work(context);
    guarded = 0;
    return true;
}
