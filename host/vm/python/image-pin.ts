/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'df26eed78b99d546be119b43c9ad280bb4aeeb4838f32cf426b3513ad53462f4';
