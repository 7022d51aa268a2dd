# Links every file of <store path>/etc into /etc, copies those with a mode, and removes what the last system put there.
use strict;
use warnings;
use File::Basename;
use File::Copy;
use File::Find;
use File::Path qw(make_path remove_tree);

my ($store) = @ARGV;
my $record = "/etc/.links-of-this-system";

sub slurp {
    my ($file) = @_;
    open(my $in, "<", $file) or return ();
    chomp(my @lines = <$in>);
    return @lines;
}

sub link_to {
    my ($target, $link) = @_;
    return if -l $link && readlink($link) eq $target;
    make_path(dirname($link));
    remove_tree($link) if -d $link && !-l $link;
    symlink($target, "$link.tmp") && rename("$link.tmp", $link) or die "cannot link $link: $!\n";
}

my %copied = map { my @fields = split(/ /, $_, 4); $fields[3] => \@fields } slurp("$store/copied");
link_to("$store/etc", "/etc/static");

my @names;
find({ no_chdir => 1, wanted => sub {
    return if -d $_ && !-l $_;
    push @names, substr($_, length("$store/etc/"));
} }, "$store/etc");

for my $name (@names) {
    if (my $file = $copied{$name}) {
        my ($mode, $user, $group) = @$file;
        make_path(dirname("/etc/$name"));
        copy("$store/etc/$name", "/etc/$name.tmp") or die "cannot write /etc/$name: $!\n";
        chmod(oct($mode), "/etc/$name.tmp");
        chown((getpwnam($user))[2] // $user, (getgrnam($group))[2] // $group, "/etc/$name.tmp") if "$user$group" ne "rootroot";
        rename("/etc/$name.tmp", "/etc/$name") or die "cannot write /etc/$name: $!\n";
    } else {
        link_to("/etc/static/$name", "/etc/$name");
    }
}

my %kept = map { $_ => 1 } @names;
for my $name (grep { !$kept{$_} } slurp($record)) {
    unlink("/etc/$name");
    my $folder = dirname("/etc/$name");
    while ($folder ne "/etc" && rmdir($folder)) { $folder = dirname($folder); }
}
open(my $out, ">", "$record.tmp") or die "cannot write $record: $!\n";
print $out map { "$_\n" } @names;
close($out) && rename("$record.tmp", $record) or die "cannot write $record: $!\n";
