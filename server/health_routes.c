/* What the server says of itself. */
#include "server/routes.h"
#include "server/server_impl.h"

enum status answer_healthz(struct call *call, struct err *err)
{
    buf_append_text(&call->answer->body, "{\"status\":\"ok\"}\n");
    return answer_done(call->answer, ANSWER_JSON, err);
}

/* A worker that comes here has the archive open. */
enum status answer_readyz(struct call *call, struct err *err)
{
    buf_append_text(&call->answer->body, "{\"status\":\"ready\"}\n");
    return answer_done(call->answer, ANSWER_JSON, err);
}

enum status answer_openapi(struct call *call, struct err *err)
{
    buf_append_str(&call->answer->body, buf_str(&call->server->openapi));
    return answer_done(call->answer, ANSWER_JSON, err);
}

enum status answer_metrics(struct call *call, struct err *err)
{
    metrics_write(call->server->metrics, call->server, &call->answer->body);
    return answer_done(call->answer, ANSWER_METRICS, err);
}
