# TorchServe's workers import torch, and PyPI's brings CUDA with it. Debian's is for the CPU alone: it is unpacked here with
# all that it is linked to, so that nothing is installed on the machine.
mkdir debian
cd debian
timeout 60 apt-get update -qq || true # only root may; the lists that are there may do
apt-get install --simulate --no-install-recommends python3-torch | awk '$1 == "Inst" { print $2 }' | xargs apt-get download -qq
for package in *.deb; do dpkg-deb --extract "$package" .; done
rm -r ./*.deb usr/share
echo "$PWD/usr/lib/python3/dist-packages" >../lib/python3.11/site-packages/debian.pth
