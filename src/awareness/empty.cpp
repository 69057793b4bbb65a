namespace ycpp {}
