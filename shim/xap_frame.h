/* How the data of a document stands in the database. Inner header of shim/.
 *
 *   data | padding: nothing, or FRAME_PADDING fixed bytes | one byte: whether there is padding
 *
 * (Empty data is stored as empty.) libxapian 1.4 deflates the data, and reads it back in steps of 8192 bytes; it takes
 * the item for damaged when such a step ends just as the last compressed byte has been read and some bytes are still to
 * come out of it: 8193 letters "a" can be stored and never be read again (compression_stream.cc, decompress_chunk).
 * zlib holds back less than one byte of what it has read, and that is no more than a few copies of at most 258 bytes.
 * So data that ends shortly behind a multiple of 8192 gets padding that does not compress: input is then left. */
#ifndef DATELINE_SHIM_XAP_FRAME_H
#define DATELINE_SHIM_XAP_FRAME_H

#include <string>

#include "core/buf.h"
#include "core/err.h"

namespace dateline
{

/* Sets *framed; throws std::bad_alloc. */
void frame_data(struct str data, std::string *framed);
/* Puts the data in place of what `out` holds. `path` is for the error text. */
enum status unframe_data(const std::string &framed, const char *path, struct buf *out, struct err *err) noexcept;

} // namespace dateline

#endif
