/* Checking the live store: its library's own check, then whether its columns and postings are those of its stored
 * articles, which are inverted again. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/check_impl.h"
#include "archive/live.h"
#include "archive/record.h"
#include "archive/segment_format.h"

struct live_check {
    struct check *check;
    struct store *store;
    const char *path;
    struct xap_copy *copy; /* that the library checks */
    struct store_counts counts;
    uint64_t *sum;  /* of each document's postings, as its article gives them; those that are found are taken off */
    uint64_t terms; /* the same of the present document's terms with their frequencies */
    struct article article;
    struct buf record, text;
    struct u32_array positions;
    uint64_t total_length;
    uint32_t documents;
};

static enum status wrong(const struct live_check *l, uint32_t document, const char *what, struct err *err)
{
    return err_set(err, S_CORRUPT, "%s is damaged: %s of document %" PRIu32 " %s not its article's", l->path, what,
                   document, what[strlen(what) - 1] == 's' ? "are" : "is");
}

/* ---- postings ---- */

static void add_posting(struct live_check *l, uint32_t document, const struct xap_posting *posting)
{
    l->sum[document] +=
        check_hash_posting(posting->term, posting->frequency, posting->positions, posting->position_count);
    l->terms += check_hash_posting(posting->term, posting->frequency, NULL, 0);
}

static enum status add_postings(struct live_check *l, uint32_t document, uint32_t *length,
                                struct inverted_article *article, struct err *err)
{
    enum status status = document_invert(l->check->document, l->check->language.analyzer, &l->article, article, err);
    *length = 0;
    l->terms = 0;
    for (size_t i = 0; !status && i < article->count; i++) {
        *length += article->posting[i].frequency;
        add_posting(l, document, &article->posting[i]);
    }
    buf_reset(&l->text);
    archive_id_term(article_get(&l->article, FIELD_ID), &l->text);
    const struct xap_posting of_id = {.term = buf_str(&l->text)};
    add_posting(l, document, &of_id);
    return status ? status : buf_status(&l->text, err);
}

static void take_term_of_document(void *context, struct str term, uint32_t frequency)
{
    struct live_check *l = context;
    l->terms -= check_hash_posting(term, frequency, NULL, 0);
}

/* Takes the postings of a term off the sums. */
static enum status take_term(struct live_check *l, struct str term, uint32_t document_count, struct err *err)
{
    struct cursor *c;
    uint32_t seen = 0;
    enum status status = store_cursor(l->store, term, &c, err);
    if (status)
        return status;
    for (status = cursor_seek(c, 1, err); !status && c->document != CURSOR_END;
         status = cursor_seek(c, c->document + 1, err)) {
        seen++;
        if (c->document >= l->counts.document_limit) {
            status = err_set(err, S_CORRUPT, "%s is damaged: a term names document %" PRIu32, l->path, c->document);
            break;
        }
        status = cursor_load_frequency(c, err);
        if (!status)
            status = cursor_copy_positions(c, &l->positions, err);
        if (status)
            break;
        l->sum[c->document] -= check_hash_posting(term, cursor_frequency(c), l->positions.data, l->positions.count);
    }
    cursor_close(c);
    if (!status && seen != document_count)
        status = err_set(err, S_CORRUPT, "%s is damaged: a term counts %" PRIu32 " documents and has %" PRIu32, l->path,
                         document_count, seen);
    return status;
}

static enum status take_terms(struct live_check *l, struct err *err)
{
    struct store_terms *terms;
    struct str term;
    uint32_t document_count;
    bool more = true;
    enum status status = store_terms_open(l->store, (struct str){0}, &terms, err);
    if (status)
        return status;
    while (!status && more) {
        status = store_terms_next(terms, &more, &term, &document_count, err);
        if (!status && more)
            status = take_term(l, term, document_count, err);
    }
    store_terms_close(terms);
    for (uint32_t document = 1; !status && document < l->counts.document_limit; document++)
        if (l->sum[document])
            status = wrong(l, document, "the postings", err);
    return status;
}

/* ---- documents ---- */

static enum status check_words(struct live_check *l, uint32_t document, struct err *err)
{
    uint32_t length, stored_length, stored_words;
    uint64_t stored_text;
    struct inverted_article article;
    enum status status = add_postings(l, document, &length, &article, err);
    if (!status)
        status = store_length(l->store, document, &stored_length, err);
    if (!status)
        status = store_headline_lengths(l->store, &document, 1, &stored_words, err);
    if (!status)
        status = store_text(l->store, document, &stored_text, err);
    if (status)
        return status == S_CORRUPT ? wrong(l, document, "the columns", err) : status;
    status = live_document_terms(l->store, document, take_term_of_document, l, err);
    if (status)
        return status;
    if (l->terms)
        return wrong(l, document, "the terms", err);
    l->total_length += length;
    if (length != stored_length)
        return wrong(l, document, "the length", err);
    if (article.text != stored_text)
        return wrong(l, document, "the text's hash", err);
    return article.headline_words == stored_words ? S_OK : wrong(l, document, "the headline's length", err);
}

static enum status check_columns(struct live_check *l, uint32_t document, struct err *err)
{
    const struct date *published = &l->article.published;
    int64_t date, stored_date = published->precision == DATE_NONE ? STORE_UNDATED : published->seconds;
    uint64_t content = 0;
    uint32_t found = 0;
    struct str id = article_get(&l->article, FIELD_ID);
    buf_reset(&l->text);
    enum status status = store_date(l->store, document, &date, err);
    if (!status)
        status = store_id(l->store, document, &l->text, err);
    if (!status)
        status = live_content(l->store, document, &content, err);
    if (status)
        return status == S_CORRUPT ? wrong(l, document, "the columns", err) : status;
    if (date != stored_date)
        return wrong(l, document, "the date", err);
    if (id.len == 0 || !str_equal(id, buf_str(&l->text)))
        return wrong(l, document, "the id", err);
    if (content != XXH3_128bits(l->record.data, l->record.len).high64)
        return wrong(l, document, "the hash", err);
    status = store_find(l->store, id, &found, err);
    if (status == S_NOT_FOUND || (!status && found != document))
        return err_set(err, S_CORRUPT, "%s is damaged: the id of document %" PRIu32 " does not lead to it", l->path,
                       document);
    return status;
}

static enum status check_document(struct live_check *l, uint32_t document, struct err *err)
{
    enum status status = live_record(l->store, document, &l->record, err);
    struct err why;
    if (status)
        return status == S_NOT_FOUND ? S_OK : status; /* a gap */
    l->documents++;
    status = record_decode(buf_str(&l->record), &l->article, &why);
    if (status == S_CORRUPT)
        return err_set(err, S_CORRUPT, "%s is damaged: document %" PRIu32 ": %s", l->path, document, why.text);
    if (status)
        return err_no_memory(err);
    status = check_columns(l, document, err);
    if (status || !l->check->same_analyzer)
        return status;
    article_derive(&l->article);
    return check_words(l, document, err);
}

static enum status check_documents(struct live_check *l, struct err *err)
{
    enum status status = S_OK;
    for (uint32_t document = 1; !status && document < l->counts.document_limit; document++)
        status = check_document(l, document, err);
    if (!status && l->documents != l->counts.documents)
        return err_set(err, S_CORRUPT, "%s is damaged: it counts %" PRIu32 " documents and has %" PRIu32, l->path,
                       l->counts.documents, l->documents);
    if (status || !l->check->same_analyzer)
        return status;
    if (l->total_length != l->counts.total_length)
        return err_set(err, S_CORRUPT, "%s is damaged: it counts %" PRIu64 " words and has %" PRIu64, l->path,
                       l->counts.total_length, l->total_length);
    return take_terms(l, err);
}

/* ---- together ---- */

static enum status check_here(struct live_check *l, struct err *err)
{
    enum status status = xap_copy_check(l->copy, err);
    if (status)
        return status; /* what follows believes what it reads */
    store_counts(l->store, &l->counts);
    l->sum = calloc((size_t)l->counts.document_limit + 1, sizeof *l->sum);
    status = l->sum ? check_documents(l, err) : err_no_memory(err);
    article_release(&l->article);
    buf_release(&l->record);
    buf_release(&l->text);
    u32_array_release(&l->positions);
    free(l->sum);
    return status;
}

struct verdict {
    enum status status;
    struct err err;
};

/* What the child has to say comes through the pipe, and then it ends without a word to anybody: what the parent has
 * begun (output, files of its exit handlers) is none of its business. */
static void check_in_child(struct live_check *l, int to)
{
    struct verdict v = {0};
    v.status = check_here(l, &v.err);
    const char *at = (const char *)&v;
    for (size_t rest = sizeof v; rest > 0;) {
        ssize_t wrote = write(to, at, rest);
        if (wrote < 0 && errno != EINTR)
            break;
        rest -= wrote > 0 ? (size_t)wrote : 0;
        at += wrote > 0 ? wrote : 0;
    }
    kill(getpid(), SIGKILL);
}

static size_t read_verdict(int from, struct verdict *v)
{
    size_t len = 0;
    for (ssize_t got = 1; got != 0 && len < sizeof *v;) {
        got = read(from, (char *)v + len, sizeof *v - len);
        if (got < 0 && errno != EINTR)
            break;
        len += got > 0 ? (size_t)got : 0;
    }
    return len;
}

/* libxapian believes the items inside a block, and its check does too: damage may crash it. So it is a process of its
 * own that looks, and one that dies without a verdict has found damage. */
static enum status check_apart(struct live_check *l, struct err *err)
{
    struct verdict v;
    int pipe_end[2];
    if (pipe2(pipe_end, O_CLOEXEC) != 0)
        return err_set(err, S_IO, "cannot make a pipe: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0)
        check_in_child(l, pipe_end[1]);
    close(pipe_end[1]);
    enum status status = child < 0 ? err_set(err, S_NOMEM, "cannot make a process: %s", strerror(errno)) : S_OK;
    if (!status && read_verdict(pipe_end[0], &v) < sizeof v)
        status = err_set(err, S_CORRUPT, "%s is damaged: a process that reads it crashes", l->path);
    else if (!status && (status = v.status))
        *err = v.err;
    close(pipe_end[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    return status;
}

enum status check_live(struct check *c, struct store *store, const char *path, struct err *err)
{
    struct live_check l = {.check = c, .store = store, .path = path};
    check_progress(c, path, 0, 0, 1);
    enum status status = xap_copy_make(path, &l.copy, err);
    if (!status)
        status = check_apart(&l, err);
    xap_copy_free(l.copy);
    return status;
}
