/* A segment is mapped: where its disk fails or it is cut short, reading it has the kernel send SIGBUS. */
#ifndef DATELINE_CLI_BUS_ERROR_H
#define DATELINE_CLI_BUS_ERROR_H

/* Has SIGBUS end the process with a message that names the file, and EXIT_IO. */
void bus_error_catch(void);

#endif
