#include "shim/xap_frame.h"

namespace dateline
{

/* Bytes in no order, none of them such as text has. */
static const char padding[] = "\xe1\x9c\x05\xf7\x83\xca\x16\xb8\xfd\x92\x0e\xab\xd4\x87\x1b\xc6"
                              "\xf0\x99\x03\xbe\xd7\x8d\x14\xac\xf9\x81\x0c\xb3\xce\x96\x1d\xe8";

enum {
    FRAME_STEP = 8192,   /* bytes that libxapian inflates at a time */
    FRAME_DANGER = 2048, /* more than seven bits of deflated data can stand for: three copies of 258 bytes, and the rest
                            of a fourth */
    FRAME_PADDING = sizeof padding - 1
};

void frame_data(struct str data, std::string *framed)
{
    framed->clear();
    if (data.len == 0)
        return;
    const size_t past_step = (data.len + 1) % FRAME_STEP;
    const bool padded = past_step > 0 && past_step < FRAME_DANGER && data.len >= FRAME_STEP;
    framed->reserve(data.len + FRAME_PADDING + 1);
    framed->assign(data.ptr, data.len);
    if (padded)
        framed->append(padding, FRAME_PADDING);
    framed->push_back(padded ? '\1' : '\0');
}

enum status unframe_data(const std::string &framed, const char *path, struct buf *out, struct err *err) noexcept
{
    buf_reset(out);
    if (framed.empty())
        return S_OK;
    const size_t around = framed.back() == '\1' ? FRAME_PADDING + 1 : 1;
    if (framed.back() > '\1' || framed.back() < '\0' || framed.size() <= around)
        return err_set(err, S_CORRUPT, "%s is damaged: the data of a document has no frame", path);
    buf_append(out, framed.data(), framed.size() - around);
    return buf_status(out, err);
}

} // namespace dateline
