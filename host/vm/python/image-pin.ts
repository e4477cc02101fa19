/** SHA-256 of the interpreter image of VM version 1; build.sh refuses to make another. */
export const PYTHON_IMAGE_SHA256 = 'd8fa92fb8cde1ffa252bd603aff220fceafd55628561ac96a4833e0028aeeda2';
