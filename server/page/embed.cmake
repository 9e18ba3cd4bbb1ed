# The files of the page as C: cmake -D SOURCE=server/page -D OUT=page_data.c -P embed.cmake
set(text "#include \"server/page_files.h\"\n")
foreach(file index.html page.css page.js icon.svg opensearch.xml)
    string(REGEX REPLACE "[.-]" "_" name ${file})
    file(READ ${SOURCE}/${file} bytes HEX)
    string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND text "static const unsigned char bytes_of_${name}[] = {\n${bytes}};\n"
        "const struct str file_${name} = {(const char *)bytes_of_${name}, sizeof bytes_of_${name}};\n")
endforeach()
file(WRITE ${OUT} "${text}")
