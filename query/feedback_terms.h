/* The words that feedback (feedback.h) has added to a query. Inner header of query/. */
#ifndef DATELINE_QUERY_FEEDBACK_TERMS_H
#define DATELINE_QUERY_FEEDBACK_TERMS_H

#include "core/buf.h"

enum { FEEDBACK_TERMS = 30 };

struct feedback_term {
    struct str term; /* in the query's arena */
    double weight;   /* in the score: 0.4 Q p(t) */
    double idf;
};

struct feedback {
    struct feedback_term term[FEEDBACK_TERMS];
    size_t count;
};

#endif
